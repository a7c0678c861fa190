using Streams.Contract;
using Streams.Grains.Streams;

namespace Streams.Grains.Tests;

public sealed class AgentLivenessTests
{
    private static readonly DateTimeOffset Start = GrainHost.Start;

    [Fact]
    public void After_a_takeover_everybody_counts_as_heard_from_when_it_began()
    {
        var liveness = new AgentLiveness();
        liveness.Begin(Start);
        Assert.Equal(Start, liveness.HeardAt(Agent(Start.AddMinutes(-5))));
        Assert.Equal(Start.AddSeconds(3), liveness.HeardAt(Agent(Start.AddSeconds(3))));
    }

    [Fact]
    public void The_latest_sign_of_life_counts_whatever_it_was()
    {
        var liveness = new AgentLiveness();
        liveness.Begin(Start);
        liveness.Heard([new ProgressReport("r", 1, AgentId: "bot"), new HeartbeatReport(null, "other"), new ProgressReport(null, 1)], Start.AddSeconds(10));
        Assert.Equal(Start.AddSeconds(10), liveness.HeardAt(Agent(Start)));
        Assert.Equal(Start.AddSeconds(12), liveness.HeardAt(Agent(Start.AddSeconds(12))));
        liveness.Forget(Start.AddSeconds(11));
        Assert.Equal(Start.AddSeconds(5), liveness.HeardAt(Agent(Start.AddSeconds(5))));
    }

    private static ActiveAgent Agent(DateTimeOffset lastSeen) => new("bot", "Bot", "external", Start, lastSeen);
}
