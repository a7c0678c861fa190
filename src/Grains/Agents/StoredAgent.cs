using Orleans.Storage;
using Streams.Grains.Streams;

namespace Streams.Grains.Agents;

/// <summary>
/// An agent's record in grain storage. Writes must not overlap: a run writes while it is running, the grain only while no run is. Not thread-safe: the grain's scheduler
/// owns it.
/// </summary>
/// <param name="storage">The grain's state.</param>
/// <param name="gate">Limits the concurrent writes of the silo's grains.</param>
/// <param name="outdated">Called if another silo wrote the record: it activated the agent after the cluster declared this silo dead.</param>
internal sealed class StoredAgent(IPersistentState<AgentRecordHolder> storage, SnapshotGate gate, Action outdated)
{
    private AgentRecord? _replaced;

    /// <summary>The stored record. It changes only after a successful write.</summary>
    public AgentRecord Record => _replaced ?? storage.State.Record;

    /// <exception cref="RunNotSavedException">The write failed, or its outcome is unknown.</exception>
    public async Task WriteAsync(AgentRecord next)
    {
        using var turn = await gate.EnterAsync(CancellationToken.None);
        _replaced = storage.State.Record;
        storage.State = new AgentRecordHolder { Record = next };
        try
        {
            await storage.WriteStateAsync();
        }
        catch (Exception exception)
        {
            storage.State = new AgentRecordHolder { Record = _replaced };
            if (exception is InconsistentStateException)
                outdated();
            throw new RunNotSavedException(exception);
        }
        finally
        {
            _replaced = null;
        }
    }

    public async Task ClearAsync()
    {
        if (storage.RecordExists)
            await storage.ClearStateAsync();
    }
}
