using System.Runtime.InteropServices;

namespace Inflaton;

/// <summary>
/// A disk that fails: the system is told to refuse some calls of one thread (seccomp), so that what happens where a disk is full, broken or
/// read-only happens to one test and to nothing beside it.
/// </summary>
internal static class FailingDisk
{
    private const int SetNoNewPrivileges = 38;
    private const int SetSeccomp = 22;
    private const uint Allow = 0x7FFF0000;
    private const uint Refuse = 0x00050000;
    private const uint WritableFlags = 0x43;

    /// <summary>Whether there is such a thing here.</summary>
    public static bool IsAvailable =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    private static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Does some work while nothing that was written can be brought to the disk: fsync and fdatasync fail.</summary>
    public static void Unsynchronised(Action work) => On(work, [.. Failing(IsX64 ? 74u : 82, 5), .. Failing(IsX64 ? 75u : 83, 5)]);

    /// <summary>Does some work while the disk is full: writing at a place in a file fails.</summary>
    public static void Full(Action work) => On(work, Failing(IsX64 ? 18u : 68, 28));

    /// <summary>Does some work while files can be read alone: opening one to write, and making a folder, fail.</summary>
    public static void ReadOnly(Action work) => On(
        work,
        [
            .. Failing(IsX64 ? 258u : 34, 30), .. Failing(IsX64 ? 83u : 34, 30),

            // Of openat the flags, its third argument.
            new(0x15, 0, 3, IsX64 ? 257u : 56), new(0x20, 0, 0, 32), new(0x45, 0, 1, WritableFlags), new(0x06, 0, 0, Refuse | 30),
        ]);

    private static Instruction[] Failing(uint call, uint error) => [new(0x15, 0, 1, call), new(0x06, 0, 0, Refuse | error)];

    private static void On(Action work, Instruction[] rules)
    {
        Exception? thrown = null;
        Thread thread = new(() =>
        {
            try
            {
                Install([new(0x20, 0, 0, 0), .. rules, new(0x06, 0, 0, Allow)]);
                work();
            }
            catch (Exception exception)
            {
                thrown = exception;
            }
        });
        thread.Start();
        thread.Join();
        if (thrown is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown);
        }
    }

    private static void Install(Instruction[] program)
    {
        GCHandle code = GCHandle.Alloc(program, GCHandleType.Pinned);
        try
        {
            Program loaded = new() { Length = (ushort)program.Length, Code = code.AddrOfPinnedObject() };
            if (Control(SetNoNewPrivileges, 1, 0, 0, 0) != 0 || ControlSeccomp(SetSeccomp, 2, ref loaded) != 0)
            {
                throw new PlatformNotSupportedException($"No filter of system calls can be set ({Marshal.GetLastPInvokeError()}).");
            }
        }
        finally
        {
            code.Free();
        }
    }

    [DllImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static extern int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [DllImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static extern int ControlSeccomp(int option, nuint mode, ref Program program);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Operand);

    [StructLayout(LayoutKind.Sequential)]
    private struct Program
    {
        public ushort Length;
        public IntPtr Code;
    }
}
