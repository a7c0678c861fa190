using System.Text.Json;
using CsCheck;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Rules;
using Streams.Grains.Streams;

namespace Streams.Grains.Tests;

/// <summary>Properties that hold for any interleaving of commits, failures before and after an append, lost races, duplicates, ticks and reloads.</summary>
public sealed class OrderedCommitPropertyTests
{
    private static readonly Gen<Answer> AnyAnswer = Gen.Frequency((6, Gen.Const(Answer.Ok)), (1, Gen.Const(Answer.FailBefore)), (1, Gen.Const(Answer.FailAfter)));

    private static readonly Gen<Action<Run>> Step = Gen.Frequency(
        (6, Gen.Int[0, 12].Select(i => (Action<Run>)(run => run.Report($"r{i}", new ProgressReport($"r{i}", i, 50))))),
        (3, Gen.Int[0, 5].Select(i => (Action<Run>)(run => run.Report($"i{i}", new ItemsReport($"i{i}", [new ReportedItem($"k{i}", "One"), new ReportedItem($"k{i + 1}", "Two")]))))),
        (2, Gen.Int[0, 3].Select(i => (Action<Run>)(run =>
            run.Report($"a{i}", new ActivityReport($"a{i}", $"agent-{i}", "Agent", "external", i == 0 ? ActivityType.Completed : ActivityType.Started, "…"))))),
        (2, Gen.Int[1, 40].Select(seconds => (Action<Run>)(run => run.Tick(seconds)))),
        (1, Gen.Const((Action<Run>)(run => run.ChangeNothing()))),
        (2, Gen.Const((Action<Run>)(run => run.Read()))),
        (1, Gen.Const((Action<Run>)(run => run.Verify()))),
        (1, Gen.Const((Action<Run>)(run => run.WriteForeign()))),
        (2, Gen.Bool.Select(isFull => (Action<Run>)(run => run.Fill(isFull)))),
        (9, AnyAnswer.Select(answer => (Action<Run>)(run => run.AnswerWrite(answer)))),
        (6, AnyAnswer.Select(answer => (Action<Run>)(run => run.AnswerRead(answer)))));

    [Fact]
    public void The_durable_state_is_a_replay_of_the_log_and_every_acknowledged_report_is_in_it() =>
        Gen.Select(Gen.Bool, Step.Array[1, 80]).Sample((alone, steps) => Turns.Run(() =>
        {
            var run = new Run(alone);
            foreach (var step in steps)
            {
                step(run);
                run.Check();
            }

            run.Finish();
            return Task.CompletedTask;
        }));

    private sealed class Run
    {
        private static readonly string Epoch = StreamEpoch.Of("e", "s");
        private readonly bool _alone;
        private readonly ScriptedLog _log = new();
        private readonly OrderedCommit _commits;
        private readonly ItemCommit _items;
        private readonly Dictionary<string, Report> _reports = [];
        private readonly List<(string Id, Task<Decision?> Commit)> _calls = [];
        private readonly List<Task> _others = [];
        private DateTimeOffset _now = GrainHost.Start;
        private int _foreign;

        /// <param name="alone">Whether no other activation writes.</param>
        public Run(bool alone)
        {
            _alone = alone;
            var loader = new StreamLoader(_log);
            _commits = new(_log, () => loader.LoadAsync("s", null, _now), _ => { }, (_, _) => { });
            _items = new(_commits, FindAsync, maxKnown: 3);
            var creation = _commits.CommitAsync(state => state is null
                ? StreamRules.Create("s", Epoch, new NewStream("Goal", null, GoalCriteria.None, new TargetMetrics(50), null, []), _now)
                : null);
            _log.AnswerAll();
            Assert.True(creation.IsCompletedSuccessfully);
        }

        public void Report(string id, Report report)
        {
            _reports.TryAdd(id, report);
            _calls.Add((id, report is ItemsReport ? _items.CommitAsync([report], Decide) : _commits.CommitAsync(Decide)));

            Decision? Decide(StreamState? state) => StreamRules.Report(state!, [report], _now);
        }

        public void Tick(int seconds)
        {
            _now += TimeSpan.FromSeconds(seconds);
            _others.Add(_commits.CommitAsync(state => StreamRules.Tick(state!, _now, RuleOptions.Default)));
        }

        public void ChangeNothing() => _others.Add(_commits.CommitAsync(state => StreamRules.Change(state!, new StreamPatch(), _now)));

        public void Read() => _others.Add(_commits.ReadAsync().AsTask());

        public void Verify() => _others.Add(_commits.VerifyAsync());

        public void WriteForeign()
        {
            if (!_alone)
                _log.WriteForeign(StreamRules.Report(Replay(_log.Records), [new ProgressReport($"f{_foreign++}", 1, 50)], _now).Changes.Select(ChangeCodec.ToRecord));
        }

        public void Fill(bool isFull) => _log.IsFull = isFull;

        public void AnswerWrite(Answer answer)
        {
            if (_log.Writes > 0)
                _log.AnswerWrite(answer);
        }

        public void AnswerRead(Answer answer)
        {
            if (_log.Reads > 0)
                _log.AnswerRead(answer);
        }

        public void Check()
        {
            if (_commits.Committed is { } committed)
            {
                Assert.InRange(committed.Seq, 1, _log.Records.Count);
                Assert.Equal(Describe(Replay(_log.Records.Take((int)committed.Seq))), Describe(committed));
            }

            var durable = _log.Records.Select(record => record.ReportId).OfType<string>().ToArray();
            Assert.Equal(durable.Distinct(), durable);
            var acknowledged = _calls.Where(call => call.Commit.IsCompletedSuccessfully).ToArray();
            Assert.All(acknowledged, call => Assert.Contains(call.Id, durable));
            Assert.All(acknowledged, call => Assert.True(_commits.IsStale || _commits.Committed!.Reports.Contains(call.Id), "Readers do not see an acknowledged report."));
        }

        /// <summary>The log answers again: every call completes, every report is acknowledged when it is repeated, and the states agree.</summary>
        public void Finish()
        {
            _log.IsFull = false;
            _log.AnswerAll();
            Assert.All(_calls, call => Assert.True(call.Commit.IsCompleted));
            Assert.All(_others, call => Assert.True(call.IsCompleted));
            Assert.All(_calls.Select(call => (Task)call.Commit).Concat(_others).Where(call => call.IsFaulted), call =>
                Assert.True(call.Exception!.InnerException is LogUnavailableException or LogConflictException));

            // An activation learns what another one wrote from its own next append, so the last report is a new one.
            foreach (var (id, report) in _reports.Append(KeyValuePair.Create("last", (Report)new ProgressReport("last", 7, 50))).ToArray())
            {
                // The first attempt can lose to another activation.
                Report(id, report);
                _log.AnswerAll();
                if (_calls[^1].Commit.IsFaulted)
                    Report(id, report);
                _log.AnswerAll();
                Assert.True(_calls[^1].Commit.IsCompletedSuccessfully);
                Check();
            }

            var all = Replay(_log.Records);
            Assert.Equal(Describe(all), Describe(_commits.Committed!));
            Assert.Equal(Describe(all), Describe(_commits.Pending!));
            Assert.Equal(all.KnownItems.Count, all.Tally.Count);
        }

        private static StreamState Replay(IEnumerable<LogRecord> records)
        {
            var changes = records.Select(ChangeCodec.ToChange).ToArray();
            return changes.Skip(1).Aggregate(StreamState.From(Epoch, changes[0]), StreamRules.Evolve);
        }

        private static string Describe(StreamState state) =>
            JsonSerializer.Serialize(StreamSnapshot.Of(state with { FinishedAgents = [.. state.FinishedAgents.Order()] })) + string.Join(',', state.Reports.Ids);

        /// <summary>Reads the items' table as it is when the call is made.</summary>
        private async Task<IReadOnlyList<Item>> FindAsync(IReadOnlyCollection<string> keys)
        {
            var items = Replay(_log.Records).KnownItems;
            await _log.ReadAsync("s", 0, 0);
            return [.. keys.Where(items.ContainsKey).Select(key => items[key])];
        }
    }
}
