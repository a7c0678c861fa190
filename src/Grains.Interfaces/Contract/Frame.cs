namespace Streams.Contract;

/// <summary>
/// All events of a stream after <paramref name="From"/> up to <paramref name="To"/>. An older <c>progress-update</c>, <c>stream-updated</c> or
/// <c>item-updated</c> of the same item may be omitted in favour of the newest. No other event may be omitted.
/// </summary>
/// <param name="StreamId">The stream.</param>
/// <param name="Epoch">The epoch of both positions.</param>
/// <param name="From">The sequence after which the frame begins.</param>
/// <param name="To">The sequence of the last event it covers.</param>
/// <param name="Events">The events, oldest first.</param>
[GenerateSerializer, Immutable]
public sealed record Frame(string StreamId, string Epoch, long From, long To, IReadOnlyList<StreamEvent> Events);
