import { render } from 'preact';
import { App } from './app.tsx';
import { applyTheme } from './frame/theme.ts';

applyTheme();
render(<App />, document.getElementById('page')!);
