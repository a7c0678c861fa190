namespace Streams.Grains.EventLog.Sqlite;

/// <summary>Another process uses the data folder.</summary>
public sealed class DataFolderInUseException(string folder, string holder, Exception cause) : Exception(
    $"The data folder '{folder}' is in use by another process{holder}. Only one process at a time can use it: stop that one, or start this one with another folder (DATA=…).",
    cause);
