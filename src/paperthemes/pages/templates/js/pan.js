/* global byId, camera, debounce, tooltip */
/* exported pan */

/**
 * Dragging the map: all that is drawn moves along, which is fast for any number of dots, and is drawn
 * again when the mouse rests or lets go.
 */
const pan = (() => {
  const REST = 150; // milliseconds without a movement
  const MIN_DISTANCE = 5; // pixels; a shorter movement is a click
  const layers = byId("layers");
  let start = null; // the position of the mouse when the map was drawn, and its pointer
  let offset = { x: 0, y: 0 }; // pixels from there
  let isDrag = false;

  const show = () => (layers.style.transform = `translate(${offset.x}px,${offset.y}px)`);

  /** Draw the part of the map that is now in view. */
  function redraw() {
    if (offset.x === 0 && offset.y === 0) return;
    const { x, y } = offset;
    offset = { x: 0, y: 0 };
    layers.style.transform = "";
    if (start !== null) start = { ...start, x: start.x + x, y: start.y + y };
    camera.moveBy(-x, -y);
  }

  const redrawAtRest = debounce(redraw, REST);

  function begin({ pointerId, isPrimary, button, clientX: x, clientY: y }) {
    if (!isPrimary) return end();
    isDrag = false;
    if (button === 0) start = { x, y, pointerId };
    return undefined;
  }

  function move({ pointerId, clientX, clientY }) {
    if (start?.pointerId !== pointerId) return;
    const next = { x: clientX - start.x, y: clientY - start.y };
    if (!isDrag && Math.hypot(next.x, next.y) < MIN_DISTANCE) return;
    isDrag = true;
    offset = next;
    tooltip.hide();
    requestAnimationFrame(show);
    redrawAtRest();
  }

  function end() {
    start = null;
    redraw();
  }

  return {
    /** Start to move the map with the mouse, or a finger, on an element while `isOn` says so. */
    listen: (element, isOn) => {
      element.addEventListener("pointerdown", (event) => isOn() && begin(event));
      addEventListener("pointermove", move);
      addEventListener("pointerup", end);
      addEventListener("pointercancel", end);
    },
    /** Whether the map was moved since the button was pressed. */
    get isDrag() {
      return isDrag;
    },
  };
})();
