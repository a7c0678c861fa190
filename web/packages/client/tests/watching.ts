import { createStreamsClient, type StreamsClientOptions } from '../src/streamsClient.js';
import type { StreamNews, StreamState } from '../src/watching/streamState.js';
import { FakeEnvironment } from './fakeEnvironment.js';
import { FakeServer } from './fakeServer.js';

/** A client with a store of stream `s1`, a fake environment and a fake server, without subscribers. */
export function watching(options: StreamsClientOptions = {}) {
  const environment = new FakeEnvironment();
  const server = new FakeServer();
  const transports = { primary: server.factory(), fallback: server.factory('sse') };
  const client = createStreamsClient({ url: 'http://server', environment, transports, ...options });
  const store = client.store('s1');
  const state = async (): Promise<StreamState> => {
    await environment.paint();
    return store.getSnapshot();
  };
  const news: StreamNews[] = [];
  /** Subscribes and waits for the connection. */
  const subscribe = async () => {
    const leave = store.subscribe(() => undefined);
    const leaveNews = store.onEvents((each) => news.push(each));
    await environment.settle();
    return () => {
      leave();
      leaveNews();
    };
  };
  return { environment, server, client, store, state, news, subscribe };
}
