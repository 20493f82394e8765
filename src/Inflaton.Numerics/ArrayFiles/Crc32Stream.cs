namespace Inflaton.Numerics.ArrayFiles;

/// <summary>
/// Passes reads through and sums them up by CRC-32 (polynomial 0xEDB88320, ISO 3309), as zip entries record it: the zip reader of the
/// runtime does not compare it, so a flipped byte would otherwise come back as a wrong number.
/// </summary>
internal sealed class Crc32Stream(Stream source) : Stream
{
    private static readonly uint[] Table = MakeTable();
    private uint state = uint.MaxValue;

    public uint Sum => ~state;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int count = source.Read(buffer);
        foreach (byte b in buffer[..count])
        {
            state = Table[(byte)(state ^ b)] ^ (state >> 8);
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint sum = i;
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ ((sum & 1) * 0xEDB88320u);
            }

            table[i] = sum;
        }

        return table;
    }
}
