import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `npm run dev -w @streams/app` alongside `make run`: Vite serves the page and proxies everything else to the server.
const server = process.env['STREAMS_URL'] ?? 'http://127.0.0.1:5080';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false, resolveDependencies: (_url, files, { hostType }) => (hostType === 'html' ? files : []) },
    // A separate chunk for React stays in the browser's cache from one release to the next.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ }] } } },
  },
  server: { proxy: { '/api': server, '/hubs': { target: server, ws: true }, '/health': server, '/docs': server, '/openapi': server } },
});
