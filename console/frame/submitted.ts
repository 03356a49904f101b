/** The texts of a form that is submitted, by the names of its inputs. The browser itself sends nothing. */
export function submitted(event: SubmitEvent): Record<string, string> {
  event.preventDefault();
  return Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement)) as Record<string, string>;
}
