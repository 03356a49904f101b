import { render } from 'preact';

function Console() {
  return <h1>Pets console</h1>;
}

render(<Console />, document.getElementById('page')!);
