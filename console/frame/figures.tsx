import type { ComponentChildren } from 'preact';

/** Labelled values, most of them numbers. */
export function Figures({ of, look = 'figures' }: { of: Record<string, ComponentChildren>; look?: string }) {
  return (
    <dl class={look}>
      {Object.entries(of).map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
