using System.Runtime.InteropServices;
using Xunit;

namespace FunctionalNet.Tests.Kernels;

/// <summary>Numbers that end directly before an unreadable page (on Linux; a canary elsewhere) and begin directly after a canary.</summary>
internal sealed unsafe class GuardedMemory<T> : IDisposable
    where T : unmanaged
{
    private const int CanaryInBytes = 256;
    private const byte Canary = 0xA5;

    private readonly byte* memory;
    private readonly nuint size;
    private readonly byte* guard;
    private readonly int length;

    public GuardedMemory(int length)
    {
        this.length = length;
        var page = (nuint)Environment.SystemPageSize;
        var bytes = (nuint)(length * sizeof(T)) + CanaryInBytes;
        size = ((bytes + page - 1) & ~(page - 1)) + page;
        memory = (byte*)NativeMemory.AlignedAlloc(size, page);
        guard = memory + size - page;
        new Span<byte>(memory, (int)size).Fill(Canary);
        Start = (T*)(guard - (length * sizeof(T)));
        Protect(PageProtection.None);
    }

    public T* Start { get; }

    public Span<T> Span => new(Start, length);

    public void CheckCanary()
    {
        Assert.Equal(-1, new Span<byte>((byte*)Start - CanaryInBytes, CanaryInBytes).IndexOfAnyExcept(Canary));
        if (!OperatingSystem.IsLinux())
        {
            Assert.Equal(-1, new Span<byte>(guard, Environment.SystemPageSize).IndexOfAnyExcept(Canary));
        }
    }

    public void Dispose()
    {
        Protect(PageProtection.ReadWrite);
        NativeMemory.AlignedFree(memory);
    }

    private void Protect(int protection)
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(0, PageProtection.Set(guard, (nuint)Environment.SystemPageSize, protection));
        }
    }
}

/// <summary>The page protections of Linux's mprotect.</summary>
internal static unsafe partial class PageProtection
{
    public const int None = 0;

    public const int ReadWrite = 3;

    [LibraryImport("libc", EntryPoint = "mprotect")]
    public static partial int Set(void* address, nuint length, int protection);
}
