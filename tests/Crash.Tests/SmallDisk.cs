using System.Diagnostics;

namespace Streams.Crash.Tests;

/// <summary>An in-memory disk of a few MiB that a test can fill to the last byte. Only root may mount it.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _mount = Directory.CreateTempSubdirectory("streams-disk-").FullName;

    private SmallDisk()
    {
    }

    /// <summary>A folder on the disk.</summary>
    public string Folder => Path.Combine(_mount, "data");

    private string Ballast => Path.Combine(_mount, "ballast");

    /// <summary>Mounts a disk, or skips the test if that is not allowed.</summary>
    public static SmallDisk MountOrSkip(int mebibytes)
    {
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", disk._mount) == 0)
            return disk;
        Directory.Delete(disk._mount);
        Assert.Skip("A small disk can only be mounted by root (mount -t tmpfs): run the tests as root, for instance in a container with CAP_SYS_ADMIN.");
        return disk;
    }

    /// <summary>Fills the free space.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4_096];
        try
        {
            while (true)
                ballast.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Frees the space that <see cref="Fill"/> took.</summary>
    public void Free() => File.Delete(Ballast);

    public void Dispose()
    {
        Run("umount", "--lazy", _mount);
        Directory.Delete(_mount);
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
