using System.Diagnostics.CodeAnalysis;
using Streams.Contract;
using Streams.Grains.Interfaces.Agents;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Http;

/// <summary>Finds the grain for the ids in an address. Text that is not an id never becomes a grain key.</summary>
internal static class StreamKeys
{
    /// <returns>A refusal if the text is not an id, or null.</returns>
    public static Refusal? RefusalFor(string streamId) =>
        Ids.IsValid(streamId) ? null : new(RefusalCode.StreamNotFound, "There is no such stream: the id is invalid.");

    public static bool TryGet(
        IGrainFactory grains, string streamId, [NotNullWhen(true)] out IStreamGrain? stream, [NotNullWhen(false)] out Refusal? refusal)
    {
        refusal = RefusalFor(streamId);
        stream = refusal is null ? grains.GetGrain<IStreamGrain>(streamId) : null;
        return refusal is null;
    }

    /// <summary>Whether the agent is assigned to the stream is for the grain to decide.</summary>
    public static bool TryGet(
        IGrainFactory grains, string streamId, string agentId, [NotNullWhen(true)] out IAgentGrain? agent, [NotNullWhen(false)] out Refusal? refusal)
    {
        agent = null;
        refusal = RefusalFor(streamId) is { } noStream ? noStream
            : !Ids.IsValid(agentId) ? new(RefusalCode.AgentNotFound, "There is no such agent on this stream: the id is invalid.")
            : null;
        if (refusal is not null)
            return false;
        agent = grains.GetGrain<IAgentGrain>(new AgentKey(streamId, agentId).ToString());
        return true;
    }
}
