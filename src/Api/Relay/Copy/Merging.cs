using System.Text.Json;
using Streams.Contract;

namespace Streams.Api.Relay;

/// <summary>Which events a frame may omit: the contract's frame rule as a pure function.</summary>
internal static class Merging
{
    /// <summary>
    /// Omits each <c>progress-update</c>, <c>stream-updated</c> and <c>item-updated</c> that a later one of the same kind (and item) replaces. An
    /// <c>item-added</c> is neither omitted nor a replacement. The order is kept, and so is the last event.
    /// </summary>
    public static IReadOnlyList<StreamEvent> Merge(StreamEvent[] events)
    {
        if (events.Length < 2)
            return events;
        var (progress, stream) = (false, false);
        HashSet<string>? items = null;
        var kept = events.Length;
        var result = new StreamEvent[events.Length];
        for (var i = events.Length - 1; i >= 0; i--)
        {
            var replaced = events[i].Event switch
            {
                EventName.ProgressUpdate => Seen(ref progress),
                EventName.StreamUpdated => Seen(ref stream),
                EventName.ItemUpdated => ItemId(events[i].Payload) is { } id && !(items ??= []).Add(id),
                _ => false,
            };
            if (!replaced)
                result[--kept] = events[i];
        }

        return kept == 0 ? result : result[kept..];
    }

    private static bool Seen(ref bool seen)
    {
        var before = seen;
        seen = true;
        return before;
    }

    // Stops at the item's id, its first field; an item without an id is never merged.
    private static string? ItemId(JsonText payload)
    {
        var reader = new Utf8JsonReader(payload.Utf8.Span);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
            {
                var isId = reader.ValueTextEquals("id"u8);
                reader.Read();
                if (isId)
                    return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
        }

        return null;
    }
}
