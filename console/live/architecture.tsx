import type { ComponentChildren } from 'preact';

const STEPS = [
  ['command', 'Command', 'A caller asks for a change. It is checked against the pet as it is.'],
  ['event', 'Event', 'The change is stored as the next version of the pet. Then the caller gets the answer.'],
  ['projected', 'Row', 'projectPets writes the row that queries and lists read.'],
  ['published', 'Message', 'publishPets tells other teams on the event bus.'],
] as const;

/** How a change goes its way, drawn; what is inside is the way to see it. */
export function Architecture({ children }: { children: ComponentChildren }) {
  return (
    <div class="architecture">
      <ol>
        {STEPS.map(([kind, name, text]) => (
          <li key={kind} class={kind}>
            <b class={`key ${kind}`}>{name}</b>
            <p class="small">{text}</p>
          </li>
        ))}
      </ol>
      {children}
    </div>
  );
}
