using System.Text.Json;
using System.Text.Json.Serialization;
using Streams.Api.Relay;

namespace Streams.Api.Live;

/// <summary>The types of hub messages. Each outgoing type has its own converter, independent of the hub's options.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WatchReply))]
[JsonSerializable(typeof(ReportReply))]
[JsonSerializable(typeof(EncodedFrame))]
[JsonSerializable(typeof(JsonElement?))]
[JsonSerializable(typeof(string))]
internal sealed partial class LiveJson : JsonSerializerContext;
