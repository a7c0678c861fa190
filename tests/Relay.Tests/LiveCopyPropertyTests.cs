using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Api.Relay;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Relay.Tests;

/// <summary>
/// The rules of a live copy, without a clock and without threads: whatever is lost, late or repeated, every viewer gets the log, without a hole and without a repeat, in
/// frames of a limited size.
/// </summary>
public class LiveCopyPropertyTests
{
    private static readonly EventName[] Names = Enum.GetValues<EventName>();

    private static readonly RelayOptions Options = new() { RingEvents = 16, PageSize = 4, MaxReplay = 60, KeptNews = 6, FrameBytes = 1_500 };

    private static readonly Gen<(int What, int With)[]> Steps = Gen.Select(Gen.Int[0, 13], Gen.Int[0, 999]).Array[20, 200];

    [Fact]
    public void Every_viewer_gets_the_log_in_frames_that_follow_each_other() => Steps.Sample(Run, iter: Samples.Times(1_000));

    private static void Run((int What, int With)[] steps)
    {
        var log = new FakeLog("s1");
        log.Activities(3);
        var copy = new LiveCopy(log.Id, Options, NullLogger.Instance);
        var (viewers, late, epochs) = (new List<Viewer>(), new List<StreamNews>(), 1);
        if (steps.Length % 2 == 0)
            copy.Take(log.Append(EventName.Milestone));
        copy.Adopt(log.View);
        foreach (var (what, with) in steps)
        {
            switch (what)
            {
                case <= 4:
                    copy.Take(log.Append(Names[with % Names.Length], with % 3));
                    break;
                case 5:
                    log.Append(Names[with % Names.Length], with % 3);
                    break;
                case 6:
                    late.Add(log.Activities(with % 6));
                    break;
                case 7 when late.Count > 0:
                    copy.Take(late[with % late.Count]);
                    break;
                case 8:
                    viewers.Add(new(log));
                    viewers[^1].Watch(copy, with % 3 == 0 ? null : new("e1", with % (log.Head + 2)));
                    break;
                case 9 when viewers.Count > 0:
                    viewers[with % viewers.Count].Step(copy);
                    break;
                case 10:
                    Repair(copy, log);
                    break;
                case 11:
                    copy.CheckHead();
                    break;
                case 12 when with % 5 == 0:
                    log.Reset($"e{++epochs}", (int)log.Head / 2);
                    late.Clear();
                    break;
                default:
                    Flush(copy, viewers);
                    break;
            }
        }

        // At rest, nobody waits: repairs end, and every viewer has everything.
        viewers.Add(new(log));
        viewers[^1].Watch(copy, null);
        copy.CheckHead();
        for (var rounds = 0; copy.Due != RepairStep.None || copy.HasNews || viewers.Exists(viewer => !viewer.IsAt(log)); rounds++)
        {
            Assert.InRange(rounds, 0, 10_000);
            Repair(copy, log);
            Flush(copy, viewers);
            viewers.ForEach(viewer => viewer.Step(copy));
        }
    }

    private static void Repair(LiveCopy copy, FakeLog log)
    {
        var step = copy.Due;
        copy.Begin(step);
        switch (step)
        {
            case RepairStep.Reload:
                copy.Adopt(log.View);
                break;
            case RepairStep.Ask:
                copy.Learn(log.View.Position);
                break;
            case RepairStep.Read:
                var from = copy.Head;
                copy.Took(Page(log, from), from);
                break;
        }
    }

    private static EventPage Page(FakeLog log, long from) => new(log.Page(from, Options.PageSize), log.View.Position);

    private static void Flush(LiveCopy copy, List<Viewer> viewers)
    {
        if (copy.Flush(out _) is not { } frame)
            return;
        foreach (var viewer in viewers.Where(viewer => viewer.Cursor == new Position(frame.Epoch, frame.From)))
            viewer.Take(frame);
    }

    /// <summary>What the shell keeps for a viewer, and the client's frame rule.</summary>
    private sealed class Viewer(FakeLog log)
    {
        private bool _paged;

        public Position Cursor { get; private set; } = new("", 0);

        public bool IsAt(FakeLog other) => Cursor == other.View.Position;

        public void Watch(LiveCopy copy, Position? position)
        {
            _paged = false;
            switch (copy.PlanFor(position, caughtUp: true, mayFill: false))
            {
                case StartPlan.Snapshot:
                    Cursor = copy.Snapshot.Position;
                    break;
                case StartPlan.Replay:
                    Cursor = position!;
                    Take(copy.Replay(position!.Seq));
                    break;
                default:
                    (Cursor, _paged) = (position!, true);
                    break;
            }
        }

        public void Step(LiveCopy copy)
        {
            var step = copy.Next(Cursor, _paged);
            _paged &= step.Page;
            if (step.Page)
                ReadPage(copy);
            else if (step.Frame is { } frame && frame.Epoch == Cursor.Epoch && frame.From == Cursor.Seq)
                Take(frame);
            else if (step.Frame is not null)
                Watch(copy, Cursor);
        }

        public void Take(EncodedFrame frame)
        {
            Assert.Equal(Cursor, new Position(frame.Epoch, frame.From));
            Cursor = frame.End;
            if (frame.Epoch != log.Epoch)
                return;
            var events = log.Range(frame.From, frame.To);
            Assert.Equal(Merging.Merge([.. events]).Select(change => change.Seq), frame.Frame.Events.Select(change => change.Seq));
            Assert.True(events.Length <= 1 || events.Sum(EventRing.SizeOf) <= Options.FrameBytes);
        }

        private void ReadPage(LiveCopy copy)
        {
            var page = Page(log, Cursor.Seq);
            if (page.Events.Count > 0 && page.Position.Epoch == Cursor.Epoch)
                Take(EncodedFrame.Of(log.Id, Cursor, page.Events, Options.FrameBytes));
            else
                Watch(copy, null);
        }
    }
}
