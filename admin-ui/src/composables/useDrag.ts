import { onBeforeUnmount, shallowRef } from 'vue';
import type { DayEvent } from '../calendar/events.ts';
import { dropPlace, GRID, type Place } from '../calendar/geometry.ts';

/** A press becomes a drag after this many pixels. */
const THRESHOLD = 6;
/** Near an edge the box scrolls along. */
const EDGE = 36;

export interface Drag extends Place {
  event: DayEvent;
}

interface Options {
  box: () => HTMLElement | undefined;
  width: () => number;
  count: () => number;
  /** Column in which the event stands. */
  drop: (drag: Drag) => void;
}

/**
 * Dragging a booking to another time or member with mouse or pen. Fingers scroll, and keyboards use the Move dialog.
 * Nothing changes before `drop`; Escape gives up.
 */
export function useDrag({ box, width, count, drop }: Options) {
  const drag = shallowRef<Drag>();
  let start: { event: DayEvent; column: number; x: number; y: number; grabbed: number } | undefined;
  let suppressClick = false;

  /** Distance from the beginning of the line and from below the heads, in the grid's content. */
  function point({ clientX, clientY }: PointerEvent): { inline: number; block: number } {
    const element = box()!;
    const area = element.getBoundingClientRect();
    const isRtl = getComputedStyle(element).direction === 'rtl';
    const inline = isRtl ? area.right - clientX : clientX - area.left;
    return {
      inline: inline + Math.abs(element.scrollLeft),
      block: clientY - area.top + element.scrollTop - GRID.head,
    };
  }

  function scrollAlong({ clientX, clientY }: PointerEvent): void {
    const element = box()!;
    const area = element.getBoundingClientRect();
    const push = (at: number, low: number, high: number): number =>
      at < low + EDGE ? -EDGE / 2 : at > high - EDGE ? EDGE / 2 : 0;
    element.scrollBy(push(clientX, area.left, area.right), push(clientY, area.top + GRID.head, area.bottom));
  }

  function onMove(pointer: PointerEvent): void {
    if (!start) return;
    if (!drag.value && Math.hypot(pointer.clientX - start.x, pointer.clientY - start.y) < THRESHOLD) return;
    scrollAlong(pointer);
    const { inline, block } = point(pointer);
    const { event, grabbed } = start;
    const place = dropPlace(inline, block, {
      width: width(),
      count: count(),
      grabbed,
      length: event.end - event.start,
    });
    if (drag.value?.column !== place.column || drag.value.minute !== place.minute) drag.value = { event, ...place };
  }

  function end(): void {
    start = undefined;
    drag.value = undefined;
    removeEventListener('pointermove', onMove);
    removeEventListener('pointerup', onUp);
    removeEventListener('pointercancel', end);
    removeEventListener('keydown', onKey, true);
  }

  function onUp(): void {
    const [from, landed] = [start, drag.value];
    end();
    suppressClick = landed !== undefined;
    const isMoved = from && landed && (landed.column !== from.column || landed.minute !== from.event.start);
    // After the click that follows: it would dismiss a dialog that opened under it.
    setTimeout(() => {
      suppressClick = false;
      if (isMoved) drop(landed);
    });
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !drag.value) return;
    event.stopPropagation();
    end();
    // The button is still down: letting it go is no click on the booking.
    suppressClick = true;
    addEventListener('pointerup', () => setTimeout(() => (suppressClick = false)), { once: true });
  }

  onBeforeUnmount(end);

  return {
    drag,
    /** True while the click that ends a drag is on its way. */
    isClickOfDrag: () => suppressClick,
    begin(pointer: PointerEvent, event: DayEvent, column: number): void {
      if (pointer.button !== 0 || pointer.pointerType === 'touch' || !box()) return;
      const { block } = point(pointer);
      start = { event, column, x: pointer.clientX, y: pointer.clientY, grabbed: block - event.start * GRID.perMinute };
      addEventListener('pointermove', onMove);
      addEventListener('pointerup', onUp);
      addEventListener('pointercancel', end);
      addEventListener('keydown', onKey, true);
    },
  };
}
