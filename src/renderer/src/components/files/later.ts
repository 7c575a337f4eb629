/** What shows files, fetched when there is something to show: reading and writing do without. */
import { later } from '../../composables/later';

export const MessageFiles = later(() => import('./MessageFiles.vue'));
export const AttachTray = later(() => import('./AttachTray.vue'));
export const UploadStrip = later(() => import('./UploadStrip.vue'));
export const PictureView = later(() => import('./PictureView.vue'));
export const FilesPanel = later(() => import('./FilesPanel.vue'));
export const VoiceRecorder = later(() => import('./VoiceRecorder.vue'));
export const DiskPage = later(() => import('../manage/DiskPage.vue'));
