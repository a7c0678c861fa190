using System.Collections.Immutable;
using System.Text.Json;
using Streams.Api.Http.Json;
using Streams.Contract;

namespace Streams.Api.Live;

/// <summary>Reads the arguments of hub calls, which may be any JSON.</summary>
internal static class HubArguments
{
    /// <returns>A refusal if an argument of <c>Watch</c> is invalid, or null.</returns>
    public static Refusal? ReadWatch(JsonElement? streamId, JsonElement? position, out string id, out Position? from)
    {
        from = null;
        return ReadStreamId(streamId, out id) ?? ReadPosition(position, out from);
    }

    /// <returns>A refusal if the argument is not an id, or null.</returns>
    public static Refusal? ReadStreamId(JsonElement? value, out string id)
    {
        id = "";
        if (JsonBody.FromArgument(value).TryGet(out var body, out _))
        {
            using (body)
                id = body.Root.ValueKind == JsonValueKind.String ? body.Root.GetString()! : "";
        }

        return Ids.IsValid(id) ? null : Invalid("stream_id", $"must be an id: 1 to {Ids.MaxLength} URL-safe characters");
    }

    private static Refusal? ReadPosition(JsonElement? value, out Position? position)
    {
        position = null;
        if (value is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given)
            return null;
        if (!JsonBody.FromArgument(given).TryGet(out var body, out _))
            return InvalidPosition;
        using (body)
            return ReadPosition(body.Root, out position);
    }

    private static Refusal? ReadPosition(JsonElement given, out Position? position)
    {
        position = null;
        if (given.ValueKind == JsonValueKind.Object
            && given.TryGetProperty("epoch", out var epoch) && epoch.ValueKind == JsonValueKind.String
            && given.TryGetProperty("seq", out var seq) && seq.ValueKind == JsonValueKind.Number && seq.TryGetInt64(out var number) && number >= 0)
        {
            position = new(epoch.GetString()!, number);
            return null;
        }

        return InvalidPosition;
    }

    private static Refusal InvalidPosition => Invalid("position", "must be null or {epoch: string, seq: integer >= 0}");

    private static Refusal Invalid(string path, string message) => new(
        RefusalCode.ValidationFailed,
        ProblemText.Sentence(path, "is not valid"),
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add(path, [message]));
}
