import '@streams/react/styles.css';
import './app.css';
import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.js';
import { applyTheme } from './theme.js';

applyTheme();
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
const page = createRoot(root);

// As a transition, the first render yields to the browser: a phone stays responsive.
startTransition(() => {
  page.render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
});
