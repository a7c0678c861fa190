namespace Streams.Grains.EventLog.Sqlite;

/// <summary>Another process has the data folder open.</summary>
public sealed class DataFolderInUseException(string folder, string holder, Exception cause) : Exception(
    $"The data folder '{folder}' is in use by another process{holder}. One process at a time can have it: stop that one, or start this one with another folder (DATA=…).",
    cause);
