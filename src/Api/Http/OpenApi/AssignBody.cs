using System.Text.Json;

namespace Streams.Api.Http.OpenApi;

/// <summary>An agent to assign.</summary>
/// <param name="AgentType"><c>opportunity_bot</c>, <c>enrichment_agent</c>, <c>scoring_agent</c>, or the type of an agent that only reports.</param>
/// <param name="AgentName">What people call it, 1 to 200 characters.</param>
/// <param name="Config">Its settings, at most 8 KiB: <c>items_per_second</c> (0.001 to 10,000) paces an agent of the server.</param>
public sealed record AssignBody(string AgentType, string? AgentName = null, IReadOnlyDictionary<string, JsonElement>? Config = null);
