using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>Decisions and actions of rank 0 for all ranks: what depends on time, and files. Without ranks it is this process.</summary>
internal static class RankZero
{
    /// <summary>The decision of rank 0.</summary>
    public static bool Decides(this IRanks? ranks, bool mine)
    {
        if (ranks is null)
        {
            return mine;
        }

        Span<byte> said = [mine ? (byte)1 : (byte)0];
        ranks.Broadcast(said);
        return said[0] != 0;
    }

    /// <summary>Writes a file on rank 0; all ranks learn whether that succeeded.</summary>
    public static Either<Error, Unit> Writes(this IRanks? ranks, Func<Either<Error, string>> write)
    {
        var written = ranks is null or { Rank: 0 } ? write().Map(_ => Unit.Default) : Unit.Default;
        return ranks.Decides(written.IsRight) || written.IsLeft
            ? written
            : Error.New("rank 0 could not write a checkpoint");
    }
}
