using FunctionalNet.Benchmarks.Works;
using Microsoft.ML.OnnxRuntime;

namespace FunctionalNet.Benchmarks.Peers;

/// <summary>The installed peers, configured with a number of threads and optionally a GPU.</summary>
internal sealed class PeerSet(int threads, bool isOnCuda) : IDisposable
{
    /// <summary>The name of ONNX Runtime in rows; it is a package reference of this project.</summary>
    public const string OnnxRuntime = "ONNX Runtime";

    /// <summary>The name in rows of this library's plans, if ONNX Runtime on a GPU is compared with them.</summary>
    public const string Processor = "this CPU";

    private readonly Torch? torch = Torch.Start(threads, isOnCuda);
    private readonly (Torch? Torch, string Reason) libTorch = isOnCuda ? default : Torch.StartLibTorch(threads);

    /// <summary>Gets the number of threads.</summary>
    public int Threads => threads;

    /// <summary>Gets a value indicating whether ONNX Runtime and PyTorch compute on a GPU.</summary>
    public bool IsOnCuda => isOnCuda;

    /// <summary>Gets PyTorch. Works of a missing peer are skipped before this is called.</summary>
    public Torch Torch => torch ?? throw new InvalidOperationException("PyTorch is not installed.");

    /// <summary>Gets LibTorch.</summary>
    public Torch LibTorch => libTorch.Torch ?? throw new InvalidOperationException("LibTorch is not there.");

    /// <summary>Gets the available peers with their versions.</summary>
    public IEnumerable<string> Versions =>
        [
            .. OpenBlas.IsInstalled ? [OpenBlas.Version] : Array.Empty<string>(),
            .. torch is null ? Array.Empty<string>() : [torch.Version],
            .. libTorch.Torch is null ? Array.Empty<string>() : [libTorch.Torch.Version],
            $"{OnnxRuntime} {OrtEnv.Instance().GetVersionString()}",
        ];

    /// <summary>Gets the missing peers, with the commands that install them.</summary>
    public IEnumerable<string> Missing
    {
        get
        {
            if (!isOnCuda && !OpenBlas.IsInstalled)
            {
                yield return $"OpenBLAS is not installed: {OpenBlas.Install}";
            }

            if (torch is null)
            {
                yield return $"PyTorch is not installed: {Torch.Install}";
            }
            else if (!isOnCuda && threads > 1 && Torch.SharedThreads is null)
            {
                yield return $"PyTorch's threads and OpenBLAS's are in each other's way: {Torch.InstallThreads}";
            }

            if (!isOnCuda && libTorch.Torch is null)
            {
                yield return $"LibTorch is missing ({libTorch.Reason}): {Torch.InstallLibTorch}";
            }

            foreach (var network in isOnCuda ? [] : NetworkWorks.Missing)
            {
                yield return network;
            }
        }
    }

    /// <summary>Whether a peer is available.</summary>
    public bool Has(string peer) =>
        peer switch
        {
            OpenBlas.Name => OpenBlas.IsInstalled,
            Torch.Name => torch is not null,
            Torch.LibTorchName => libTorch.Torch is not null,
            _ => true,
        };

    /// <inheritdoc/>
    public void Dispose()
    {
        torch?.Dispose();
        libTorch.Torch?.Dispose();
    }
}
