using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Streams;

namespace Streams.Grains.Tests;

public sealed class WatchLeasesTests
{
    private static readonly DateTimeOffset Now = GrainHost.Start;
    private readonly WatchLeases _leases = new();

    [Fact]
    public void Another_activation_takes_over_current_leases()
    {
        _leases.Extend("a", Now);
        _leases.Extend("b", Now + TimeSpan.FromSeconds(20));
        var later = new WatchLeases();
        later.Restore(_leases.Running(Now + TimeSpan.FromSeconds(20)), Now + WatchLease.Duration);
        Assert.Equal(["b"], later.Hosts(Now + WatchLease.Duration));
        Assert.Empty(later.Hosts(Now + TimeSpan.FromSeconds(20) + WatchLease.Duration));
    }

    [Fact]
    public void Restoring_does_not_shorten_a_lease_that_was_extended_meanwhile()
    {
        _leases.Extend("a", Now + TimeSpan.FromSeconds(10));
        _leases.Restore(new Dictionary<string, DateTimeOffset> { ["a"] = Now + TimeSpan.FromSeconds(1) }, Now);
        Assert.Equal(["a"], _leases.Hosts(Now + TimeSpan.FromSeconds(39)));
    }

    [Fact]
    public void Leases_beyond_the_bound_are_not_restored()
    {
        _leases.Restore(Enumerable.Range(0, WatchLeases.Most + 5).ToDictionary(i => $"h{i}", _ => Now + TimeSpan.FromSeconds(1)), Now);
        Assert.Equal(WatchLeases.Most, _leases.Hosts(Now).Count);
    }
}
