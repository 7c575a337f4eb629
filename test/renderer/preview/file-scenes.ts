/** Moments of files: sent, on their way, and kept. */
import { limits } from '../../../src/shared/protocol/limits';
import type { FileInfo, Member } from '../../../src/shared/protocol';
import type { Transfer } from '../../../src/shared/ipc/files-api';
import type { FakeChatApi } from '../../helpers/fake-chat-api';

/** What the other scenes are made from. */
interface Parts {
  chat: () => FakeChatApi;
  people: readonly Member[];
}

const ROOM = 'r-lobby';
const sha256 = 'x'.repeat(43);

/** A file of a message, with what matters to whoever looks. */
export const fileInfo = (id: string, over: Partial<FileInfo> = {}): FileInfo => ({
  ...{ id, name: `${id}.pdf`, size: 1_234_567, type: 'application/pdf', sha256 },
  ...over,
});

/** A transfer, with what matters to whoever looks. */
export const transfer = (id: string, over: Partial<Transfer> = {}): Transfer => ({
  ...{ id, kind: 'download', room: ROOM, file: `file-${id}`, name: `${id}.zip`, type: 'application/zip' },
  ...{ size: 30_000_000, moved: 12_000_000, phase: 'running', rate: 3_400_000, left: 5_300, lasting: true },
  ...over,
});

/** A drawn picture as a file of these bytes. */
async function picture(width: number, height: number): Promise<Uint8Array> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext('2d');
  if (pen) {
    const sky = pen.createLinearGradient(0, 0, 0, height);
    sky.addColorStop(0, '#27496d');
    sky.addColorStop(0.6, '#d98555');
    sky.addColorStop(1, '#3c2f2a');
    pen.fillStyle = sky;
    pen.fillRect(0, 0, width, height);
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp'));
  return new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
}

/** Makers of a ChatApi, by the name of what they show. */
export function fileScenes({ chat, people }: Parts): Record<string, () => FakeChatApi> {
  const [ada, ben, cleo] = people as [Member, Member, Member];
  const sent = (): FakeChatApi => {
    const api = chat();
    const log = api.logs.get(ROOM) ?? [];
    const at = Date.now() - 600_000;
    const preview = { id: 'p1', size: 20_000, type: 'image/webp' as const, width: 640, height: 427 };
    const groups: [Member, string, FileInfo[]][] = [
      [
        ben,
        'Sunset from the roof, and the plan.',
        [
          fileInfo('roof', {
            name: 'Sonnenuntergang über der Donau.jpg',
            type: 'image/jpeg',
            width: 4_032,
            height: 2_688,
            preview,
          }),
          fileInfo('plan', { name: 'plan-final-v3-really-final.pdf' }),
        ],
      ],
      [
        cleo,
        '',
        [fileInfo('note', { name: 'Voice note 2026-11-21 14.02.webm', type: 'audio/webm', size: 84_000, duration: 47_000 })],
      ],
      [
        ada,
        '',
        [
          fileInfo('backup', {
            name: 'a-very-long-name-of-an-archive-that-somebody-forgot-to-shorten-before-sending-it-to-everybody.tar.gz',
            type: 'application/gzip',
            size: 30_000_000,
          }),
          fileInfo('model', { name: 'gear_housing.3mf', type: 'model/3mf', size: 8_100_000 }),
        ],
      ],
    ];
    const entries = groups.map(([author, text, files], index) => {
      const seq = log.length + index + 1;
      return { seq, id: `file-${String(seq)}`, kind: 'message' as const, author, at: at + index * 400_000, text, files };
    });
    api.logs.set(ROOM, [...log, ...entries]);
    const seq = log.length + entries.length;
    api.room(ROOM, { seq, readSeq: seq });
    api.answers.loadBytes = async () => ({ ok: true, value: await picture(640, 427) });
    api.transfers = [
      transfer('t1', { file: 'backup', name: 'backup.tar.gz' }),
      transfer('t2', { kind: 'upload', name: 'Urlaub 2026.zip', lasting: false }),
      transfer('t3', { kind: 'upload', name: 'film.mp4', type: 'video/mp4', phase: 'failed', problem: { code: 'quota_full' } }),
      transfer('t4', { file: 'model', name: 'gear_housing (2).3mf', phase: 'done', moved: 30_000_000 }),
    ];
    return api;
  };
  return {
    files: sent,
    disk: () => {
      const api = sent();
      api.hub({ role: 'host' });
      api.hostFiles = {
        files: Array.from({ length: 12 }, (_, index) => ({
          ...{ id: `k${String(index)}`, room: ROOM, owner: ben.id, name: `recording-${String(index)}.mp4`, posted: index !== 3 },
          ...{ size: 900_000_000 / (index + 1), at: Date.now() - index * 21 * 86_400_000 },
        })),
        ...{ more: true, used: 14_200_000_000, count: 812, quota: limits.roomFiles, free: 51_000_000_000 },
      };
      return api;
    },
  };
}
