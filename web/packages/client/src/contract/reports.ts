import type { ActivityType, JsonObject, Position } from './wire.js';

interface Identified {
  /** At most 64 URL-safe characters. The same id again changes nothing. */
  readonly report_id?: string;
}

/** How far the stream is now. */
export interface ProgressReport extends Identified {
  readonly kind: 'progress';
  /** A whole number, 0 or more. */
  readonly completed: number;
  /** A whole number, 1 or more. */
  readonly total: number;
  /** A whole number, 0 to 100; the server computes it where it is left out. */
  readonly percentage?: number;
  /** 0 to 5. */
  readonly quality_score?: number;
  readonly items_by_stage?: Readonly<Record<string, number>>;
}

/** What an agent does. */
export interface ActivityReport extends Identified {
  readonly kind: 'activity';
  readonly agent_id: string;
  /** At most 200 characters. */
  readonly agent_name: string;
  readonly agent_type: string;
  readonly activity_type: ActivityType;
  /** 1 to 1,000 characters. */
  readonly message: string;
  /** At most 8 KiB as JSON. */
  readonly data?: JsonObject;
}

/** A milestone of the agent's own. */
export interface MilestoneReport extends Identified {
  readonly kind: 'milestone';
  /** `[a-z0-9_]{1,64}`, and none of the built-in ones. */
  readonly type: string;
  /** At most 200 characters. */
  readonly title: string;
  readonly description: string;
  /** At most 8 KiB as JSON. */
  readonly data?: JsonObject;
}

/** An item as it is reported. */
export interface ReportedItem {
  /** Its identity within the stream; a normal form of the name where it is left out. */
  readonly key?: string;
  /** At most 200 characters. */
  readonly name: string;
  readonly stage?: string;
  /** 0 to 5. */
  readonly quality_score?: number;
  /** At most 8 KiB as JSON. */
  readonly data?: JsonObject;
}

/** Items found or changed, 1 to 100. */
export interface ItemsReport extends Identified {
  readonly kind: 'items';
  readonly items: readonly ReportedItem[];
  readonly agent_id?: string;
}

/** One report; `kind` says which. */
export type Report = ProgressReport | ActivityReport | MilestoneReport | ItemsReport;

/** The server's word that reports are durable. */
export interface ReportAck {
  /** How many of the batch were new. */
  readonly accepted: number;
  /** How many had been reported before, by their `report_id`. */
  readonly duplicates: number;
  /** Where the stream stands with them. */
  readonly position: Position;
}
