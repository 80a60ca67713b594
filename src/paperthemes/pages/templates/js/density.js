/* global corpus */
/* exported densityOf */

/** Count the dots of a view once, and return a function that counts those in any box of it. */
const densityOf = (view) => {
  const CELL = 6; // pixels
  const { x, y } = corpus.papers;
  const columns = Math.ceil(view.width / CELL) + 1;
  const rows = Math.ceil(view.height / CELL) + 1;
  // Summed-area table: sums[r * columns + c] counts the dots above and left of cell (r, c).
  const sums = new Int32Array(columns * rows);

  const toPixelsX = (value) => ((value - view.x[0]) / (view.x[1] - view.x[0])) * view.width;
  const toPixelsY = (value) => ((view.y[1] - value) / (view.y[1] - view.y[0])) * view.height;
  for (const row of corpus.drawn ?? corpus.rows) {
    const [left, top] = [toPixelsX(x[row]), toPixelsY(y[row])];
    if (left < 0 || top < 0 || left >= view.width || top >= view.height) continue;
    sums[(Math.floor(top / CELL) + 1) * columns + Math.floor(left / CELL) + 1] += 1;
  }
  for (let row = 1; row < rows; row += 1) {
    for (let column = 1, line = 0; column < columns; column += 1) {
      line += sums[row * columns + column];
      sums[row * columns + column] = sums[(row - 1) * columns + column] + line;
    }
  }

  const toCell = (length, count) => Math.min(Math.max(Math.round(length / CELL), 0), count - 1);
  return ({ left, right, top, bottom }) => {
    const [first, last] = [toCell(left, columns), toCell(right, columns)];
    const [high, low] = [toCell(top, rows) * columns, toCell(bottom, rows) * columns];
    return sums[low + last] - sums[low + first] - sums[high + last] + sums[high + first];
  };
};
