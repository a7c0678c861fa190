using CsCheck;
using Streams.Api.Relay;
using Streams.Contract;

namespace Streams.Relay.Tests;

public class MergingTests
{
    private static readonly EventName[] Names = Enum.GetValues<EventName>();

    [Fact]
    public void Only_replaced_values_are_omitted()
    {
        var log = new FakeLog("s1");
        log.Append(EventName.ProgressUpdate);
        log.Append(EventName.ItemAdded, 1);
        log.Append(EventName.ItemUpdated, 1);
        log.Append(EventName.ItemUpdated, 2);
        log.Append(EventName.AgentActivity);
        log.Append(EventName.StreamUpdated);
        log.Append(EventName.ItemUpdated, 1);
        log.Append(EventName.ProgressUpdate);
        log.Append(EventName.AgentActivity);
        log.Append(EventName.StreamUpdated);
        Assert.Equal([2, 4, 5, 7, 8, 9, 10], Merging.Merge([.. log.Range(0, 10)]).Select(change => change.Seq));
    }

    [Fact]
    public void A_client_that_applies_the_merged_frame_ends_where_the_log_does() =>
        Check.Sample(Gen.Int[0, Names.Length - 1].Array[1, 40], kinds =>
        {
            var log = new FakeLog("s1");
            foreach (var kind in kinds)
                log.Append(Names[kind], kind % 2);
            var merged = Merging.Merge([.. log.Range(0, log.Head)]);
            var view = merged.Aggregate(log.ViewAt(0), Grains.Rules.SnapshotRules.Evolve);
            Assert.Equal(log.View.Progress, view.Progress);
            Assert.Equal(log.View.Stream.Name, view.Stream.Name);
            Assert.Equal(log.View.Activities.AsEnumerable(), view.Activities.AsEnumerable());
            Assert.Equal(log.View.Position, view.Position);
        }, iter: Samples.Times(200));
}
