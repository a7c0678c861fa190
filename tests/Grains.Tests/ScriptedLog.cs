using Streams.Contract;
using Streams.Grains.EventLog;

namespace Streams.Grains.Tests;

/// <summary>How a <see cref="ScriptedLog"/> answers the oldest call that is in progress.</summary>
internal enum Answer
{
    Ok,
    FailBefore,
    FailAfter,
}

/// <summary>
/// A log of one stream, for tests that run in <see cref="Turns"/>. Appends, deletions and reads wait until the test answers them, each kind in order. An answer runs
/// the turns that it makes ready, so a test controls every interleaving.
/// </summary>
internal sealed class ScriptedLog : IEventLog
{
    private readonly List<LogRecord> _records = [];
    private readonly Queue<(TaskCompletionSource Done, AppendChain? Chain, Action Apply)> _writes = [];
    private readonly Queue<TaskCompletionSource> _reads = [];

    public string Epoch => "e";

    public IReadOnlyList<LogRecord> Records => _records;

    public int Writes => _writes.Count;

    public int Reads => _reads.Count;

    /// <summary>Whether writes are refused at once, as when the log's queue is full. Earlier writes stay in progress.</summary>
    public bool IsFull { get; set; }

    /// <summary>Answers the oldest write. It checks the fence when it is answered, as the real log checks it when it commits.</summary>
    public void AnswerWrite(Answer answer)
    {
        var (done, chain, apply) = _writes.Dequeue();
        try
        {
            if (answer != Answer.FailBefore)
                apply();
            if (answer != Answer.Ok)
                chain?.Break();
        }
        catch (LogConflictException conflict)
        {
            chain?.Break();
            done.SetException(conflict);
            Turns.RunReady();
            return;
        }

        Complete(done, answer);
    }

    /// <summary>Answers the oldest read.</summary>
    public void AnswerRead(Answer answer) => Complete(_reads.Dequeue(), answer);

    /// <summary>Answers everything, and everything that follows from it.</summary>
    public void AnswerAll()
    {
        while (_writes.Count + _reads.Count > 0)
        {
            if (_writes.Count > 0)
                AnswerWrite(Answer.Ok);
            else
                AnswerRead(Answer.Ok);
        }
    }

    /// <summary>Writes behind the stream's back, as an activation on another silo does.</summary>
    public void WriteForeign(IEnumerable<LogRecord> records) => _records.AddRange(records);

    public Task AppendAsync(LogAppend append) => WriteAsync(append.Chain, () =>
    {
        if (append.Chain?.IsBroken == true || append.Records[0].Seq != _records.Count + 1)
            throw new LogConflictException(append.StreamId, append.Records[0].Seq);
        _records.AddRange(append.Records);
    });

    public Task DeleteAsync(string streamId) => WriteAsync(chain: null, _records.Clear);

    public async Task<IReadOnlyList<LogRecord>> ReadAsync(string streamId, long afterSeq, int limit, CancellationToken cancellation = default)
    {
        var read = new TaskCompletionSource();
        _reads.Enqueue(read);
        await read.Task;
        return [.. _records.Skip((int)afterSeq).Take(limit)];
    }

    public Task<IReadOnlyList<StreamEvent>> ReadBackAsync(string streamId, EventName name, long beforeSeq, int limit, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<ReportMark>> ReadReportsBackAsync(
        string streamId, long upToSeq, DateTimeOffset since, int least, int most, CancellationToken cancellation = default) => throw new NotSupportedException();

    private static void Complete(TaskCompletionSource done, Answer answer)
    {
        if (answer == Answer.Ok)
            done.SetResult();
        else
            done.SetException(new LogUnavailableException("The test makes this fail."));
        Turns.RunReady();
    }

    private Task WriteAsync(AppendChain? chain, Action apply)
    {
        if (IsFull)
            return Task.FromException(new LogUnavailableException("The log's queue is full."));
        var done = new TaskCompletionSource();
        _writes.Enqueue((done, chain, apply));
        return done.Task;
    }
}
