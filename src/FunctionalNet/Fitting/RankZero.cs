using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>What rank 0 decides and does for all ranks: what depends on time, and files. Without ranks it is this process.</summary>
internal static class RankZero
{
    /// <summary>What rank 0 says.</summary>
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

    /// <summary>A file that rank 0 writes; all know whether it could.</summary>
    public static Either<Error, Unit> Writes(this IRanks? ranks, Func<Either<Error, string>> write)
    {
        var written = ranks is null or { Rank: 0 } ? write().Map(_ => Unit.Default) : Unit.Default;
        return ranks.Decides(written.IsRight) || written.IsLeft
            ? written
            : Error.New("rank 0 could not write a checkpoint");
    }
}
