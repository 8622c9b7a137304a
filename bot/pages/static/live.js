// Follows what the bot tells, until the page is left; after a refusal it tries again, less and less often.

const LONGEST = 60_000;

/** `on.state(text)` for each news, `on.clock(milliseconds)` for what time it is at the event, `on.away(true)` when the
 * bot can't be heard and `on.away(false)` when it is heard again. */
export function follow(url, on) {
  let wait = 2000;
  const open = () => {
    const events = new EventSource(url);
    events.addEventListener("open", () => {
      wait = 2000;
      on.away?.(false);
    });
    events.addEventListener("message", (event) => on.state(event.data));
    events.addEventListener("clock", (event) => on.clock?.(Number(event.data)));
    events.addEventListener("error", () => {
      on.away?.(true);
      if (events.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      events.close();
      setTimeout(open, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, LONGEST);
    });
    addEventListener("pagehide", () => events.close(), { once: true });
  };
  open();
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
