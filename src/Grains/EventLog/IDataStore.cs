namespace Streams.Grains.EventLog;

/// <summary>The data of a process: the log, its companion tables, and grain state. Opened and migrated before anything else runs.</summary>
public interface IDataStore
{
    /// <summary>The location in readable form, without a password.</summary>
    string Location { get; }

    /// <summary>Identifies the log's history; see <see cref="IEventLog.Epoch"/>.</summary>
    string Epoch { get; }

    /// <summary>The ADO.NET invariant name for Orleans' grain storage.</summary>
    string GrainsInvariant { get; }

    /// <summary>The connection string for Orleans' ADO.NET grain storage.</summary>
    string GrainsConnectionString { get; }
}
