namespace Streams.Client;

/// <summary>A message of a watch; its type tells what happened.</summary>
/// <param name="Position">The stream's position after the message; a watch that starts there continues with the next one.</param>
public abstract record StreamMessage(Position Position);

/// <summary>
/// The state of the stream: the first message of a watch without a position. It comes again if the history was reset or the missed part is too long to send. It
/// replaces everything received before.
/// </summary>
/// <param name="Position">The position of the snapshot.</param>
/// <param name="Snapshot">The snapshot.</param>
public sealed record SnapshotTaken(Position Position, Snapshot Snapshot) : StreamMessage(Position);

/// <summary><c>progress-update</c>. Earlier ones may have been omitted in favour of this one.</summary>
/// <param name="Position"><inheritdoc cref="StreamMessage" path="/param[@name='Position']"/></param>
/// <param name="Progress">The stream's progress.</param>
public sealed record ProgressUpdated(Position Position, Progress Progress) : StreamMessage(Position);

/// <summary><c>agent-activity</c>. Never omitted.</summary>
/// <param name="Position"><inheritdoc cref="StreamMessage" path="/param[@name='Position']"/></param>
/// <param name="Activity">What the agent did.</param>
public sealed record AgentActed(Position Position, AgentActivity Activity) : StreamMessage(Position);

/// <summary><c>milestone</c>. Never omitted.</summary>
/// <param name="Position"><inheritdoc cref="StreamMessage" path="/param[@name='Position']"/></param>
/// <param name="Milestone">The milestone.</param>
public sealed record MilestoneReached(Position Position, Milestone Milestone) : StreamMessage(Position);

/// <summary><c>stream-updated</c>. Earlier ones may have been omitted in favour of this one.</summary>
/// <param name="Position"><inheritdoc cref="StreamMessage" path="/param[@name='Position']"/></param>
/// <param name="Stream">The stream as it is now.</param>
public sealed record StreamUpdated(Position Position, ProgressStream Stream) : StreamMessage(Position);

/// <summary><c>item-added</c>. Never omitted.</summary>
/// <param name="Position"><inheritdoc cref="StreamMessage" path="/param[@name='Position']"/></param>
/// <param name="Item">The item.</param>
public sealed record ItemAdded(Position Position, Item Item) : StreamMessage(Position);

/// <summary><c>item-updated</c>. Earlier ones of the same item may have been omitted in favour of this one.</summary>
/// <param name="Position"><inheritdoc cref="StreamMessage" path="/param[@name='Position']"/></param>
/// <param name="Item">The item as it is now.</param>
public sealed record ItemUpdated(Position Position, Item Item) : StreamMessage(Position);

/// <summary>An event whose name only a newer server knows.</summary>
/// <param name="Position"><inheritdoc cref="StreamMessage" path="/param[@name='Position']"/></param>
/// <param name="Name">The event's name.</param>
/// <param name="Payload">The event's payload.</param>
public sealed record OtherEvent(Position Position, string Name, JsonText Payload) : StreamMessage(Position);

/// <summary>The server ends the watch. The client throws an exception.</summary>
/// <param name="Position">The last position.</param>
/// <param name="Reason"><c>deleted</c> or <c>forbidden</c>.</param>
internal sealed record WatchEnded(Position Position, string Reason) : StreamMessage(Position);
