using System.Text.Json;
using System.Text.Json.Serialization;
using Streams.Api.Relay;

namespace Streams.Api.Live;

/// <summary>The types that cross the hub. Each that goes out writes itself, so that it looks the same whatever the hub's options are.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WatchReply))]
[JsonSerializable(typeof(ReportReply))]
[JsonSerializable(typeof(EncodedFrame))]
[JsonSerializable(typeof(JsonElement?))]
[JsonSerializable(typeof(string))]
public sealed partial class LiveJson : JsonSerializerContext;
