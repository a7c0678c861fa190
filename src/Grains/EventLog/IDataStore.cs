namespace Streams.Grains.EventLog;

/// <summary>Where a process keeps its data: the log, what is kept beside it, and the states of grains. Opened, and brought up to date, before anything runs.</summary>
public interface IDataStore
{
    /// <summary>Where it is, for people; without a password.</summary>
    string Location { get; }

    /// <summary>The name of the log's history; see <see cref="IEventLog.Epoch"/>.</summary>
    string Epoch { get; }

    /// <summary>What Orleans' ADO.NET grain storage calls the kind of database.</summary>
    string GrainsInvariant { get; }

    /// <summary>For Orleans' ADO.NET grain storage.</summary>
    string GrainsConnectionString { get; }
}
