using System.Diagnostics.CodeAnalysis;
using Streams.Contract;
using Streams.Grains.Interfaces.Agents;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Http;

/// <summary>From the ids in an address to grains. What has not the form of an id names nothing, and never becomes a key.</summary>
internal static class StreamKeys
{
    /// <summary>The grain of a stream.</summary>
    public static bool TryGet(
        IGrainFactory grains, string streamId, [NotNullWhen(true)] out IStreamGrain? stream, [NotNullWhen(false)] out Refusal? refusal)
    {
        var valid = Ids.IsValid(streamId);
        stream = valid ? grains.GetGrain<IStreamGrain>(streamId) : null;
        refusal = valid ? null : new(RefusalCode.StreamNotFound, "There is no such stream: that is not an id.");
        return valid;
    }

    /// <summary>The grain of an agent; that the agent is assigned to the stream is for the grain to say.</summary>
    public static bool TryGet(
        IGrainFactory grains, string streamId, string agentId, [NotNullWhen(true)] out IAgentGrain? agent, [NotNullWhen(false)] out Refusal? refusal)
    {
        agent = null;
        refusal = !Ids.IsValid(streamId) ? new(RefusalCode.StreamNotFound, "There is no such stream: that is not an id.")
            : !Ids.IsValid(agentId) ? new(RefusalCode.AgentNotFound, "There is no such agent on this stream: that is not an id.")
            : null;
        if (refusal is not null)
            return false;
        agent = grains.GetGrain<IAgentGrain>(new AgentKey(streamId, agentId).ToString());
        return true;
    }
}
