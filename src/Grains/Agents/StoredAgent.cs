using Orleans.Storage;
using Streams.Grains.Streams;

namespace Streams.Grains.Agents;

/// <summary>
/// An agent's record in grain storage. Writes must not overlap: a run writes while it is under way, its grain only while none is. Not thread-safe: the grain's scheduler
/// owns it.
/// </summary>
/// <param name="storage">The grain's state.</param>
/// <param name="gate">Limits how many grains of the silo write at a time.</param>
/// <param name="outdated">Runs when another silo wrote the record: it activated the agent after it declared this silo dead.</param>
internal sealed class StoredAgent(IPersistentState<AgentRecordHolder> storage, SnapshotGate gate, Action outdated)
{
    private AgentRecord? _replaced;

    /// <summary>The record as it is stored. It does not change before a write has succeeded.</summary>
    public AgentRecord Record => _replaced ?? storage.State.Record;

    /// <exception cref="RunNotSavedException">It could not be written, or the outcome is unknown.</exception>
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
