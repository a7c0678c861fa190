using System.Text.Json;

namespace Streams.Client;

/// <summary>What a watch yields; the type says what it is.</summary>
/// <param name="Position">Where the stream stands with it: a watch that begins there goes on after it.</param>
public abstract record StreamMessage(Position Position);

/// <summary>
/// How the stream stands: the first message of a watch without a position, and again where history began anew or was too long to be sent. What was held
/// of the stream before is replaced by it.
/// </summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Snapshot">The stream.</param>
public sealed record SnapshotTaken(Position Position, Snapshot Snapshot) : StreamMessage(Position);

/// <summary><c>progress-update</c>: an older one may have been left out in favour of this one.</summary>
/// <param name="Position">Where the stream stands with it.</param>
/// <param name="Progress">How far it is.</param>
public sealed record ProgressUpdated(Position Position, Progress Progress) : StreamMessage(Position);

/// <summary><c>agent-activity</c>: never left out.</summary>
/// <param name="Position">Where the stream stands with it.</param>
/// <param name="Activity">What the agent did.</param>
public sealed record AgentActed(Position Position, AgentActivity Activity) : StreamMessage(Position);

/// <summary><c>milestone</c>: never left out.</summary>
/// <param name="Position">Where the stream stands with it.</param>
/// <param name="Milestone">The milestone.</param>
public sealed record MilestoneReached(Position Position, Milestone Milestone) : StreamMessage(Position);

/// <summary><c>stream-updated</c>: an older one may have been left out in favour of this one.</summary>
/// <param name="Position">Where the stream stands with it.</param>
/// <param name="Stream">The stream as it is now.</param>
public sealed record StreamUpdated(Position Position, ProgressStream Stream) : StreamMessage(Position);

/// <summary><c>item-added</c>: never left out.</summary>
/// <param name="Position">Where the stream stands with it.</param>
/// <param name="Item">The item.</param>
public sealed record ItemAdded(Position Position, Item Item) : StreamMessage(Position);

/// <summary><c>item-updated</c>: an older one of the same item may have been left out in favour of this one.</summary>
/// <param name="Position">Where the stream stands with it.</param>
/// <param name="Item">The item as it is now.</param>
public sealed record ItemUpdated(Position Position, Item Item) : StreamMessage(Position);

/// <summary>An event that only a newer server knows.</summary>
/// <param name="Position">Where the stream stands with it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Payload">What it says.</param>
public sealed record OtherEvent(Position Position, string Name, JsonElement Payload) : StreamMessage(Position);

/// <summary>The server ends the watch by itself; becomes an exception.</summary>
/// <param name="Position">Where the stream stood.</param>
/// <param name="Reason"><c>deleted</c> or <c>forbidden</c>.</param>
internal sealed record WatchEnded(Position Position, string Reason) : StreamMessage(Position);

/// <summary>The payload of <c>unwatched</c>.</summary>
internal sealed record Unwatched(string StreamId, string Reason);
