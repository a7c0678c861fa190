import { createStreamsApi } from '@streams/client';

/** The server's HTTP calls; it is where the page came from. */
export const api = createStreamsApi();
