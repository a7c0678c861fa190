import type { components } from './openapi.gen.js';

/** The shapes of the OpenAPI document, by name. */
export type Schemas = components['schemas'];
