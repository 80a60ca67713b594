/* global corpus */
/* exported crowd */

/** How many dots of the map lie in a box: counted once for a view, told at once for any box in it. */
const crowd = (view) => {
  const CELL = 6; // pixels
  const { x, y } = corpus.papers;
  const columns = Math.ceil(view.width / CELL) + 1;
  const rows = Math.ceil(view.height / CELL) + 1;
  // sums[r * columns + c] counts the dots above and left of cell (r, c) (a summed-area table).
  const sums = new Int32Array(columns * rows);

  const acrossOf = (value) => ((value - view.x[0]) / (view.x[1] - view.x[0])) * view.width;
  const downOf = (value) => ((view.y[1] - value) / (view.y[1] - view.y[0])) * view.height;
  for (const row of corpus.drawn ?? corpus.rows) {
    const [across, down] = [acrossOf(x[row]), downOf(y[row])];
    if (across < 0 || down < 0 || across >= view.width || down >= view.height) continue;
    sums[(Math.floor(down / CELL) + 1) * columns + Math.floor(across / CELL) + 1] += 1;
  }
  for (let row = 1; row < rows; row += 1) {
    for (let column = 1, line = 0; column < columns; column += 1) {
      line += sums[row * columns + column];
      sums[row * columns + column] = sums[(row - 1) * columns + column] + line;
    }
  }

  const cell = (length, most) => Math.min(Math.max(Math.round(length / CELL), 0), most - 1);
  return ({ left, right, top, bottom }) => {
    const [from, to] = [cell(left, columns), cell(right, columns)];
    const [high, low] = [cell(top, rows) * columns, cell(bottom, rows) * columns];
    return sums[low + to] - sums[low + from] - sums[high + to] + sums[high + from];
  };
};
