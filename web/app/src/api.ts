import { createStreamsApi } from '@streams/client';

/** The HTTP calls of the page's own server. */
export const api = createStreamsApi();
