/** What nobody needs to read and write: each is fetched when it is first shown, or ahead of it once a guest has been here a while. */
import { later, laterDialog } from '../composables/later';

export const InviteDialog = later(() => import('./dialogs/InviteDialog.vue'));
export const LinkDialog = later(() => import('./dialogs/LinkDialog.vue'));
export const EntryScreen = later(() => import('./entry/EntryScreen.vue'));
export const HostForm = later(() => import('./first/HostForm.vue'));
export const HubChanged = later(() => import('./first/HubChanged.vue'));
export const JoinForm = later(() => import('./first/JoinForm.vue'));
export const RememberedHubs = later(() => import('./first/RememberedHubs.vue'));
export const TalkDialogs = later(() => import('./message/TalkDialogs.vue'));
export const ManageNav = later(() => import('./manage/ManageNav.vue'));
export const ManagePage = later(() => import('./manage/ManagePage.vue'));
export const CommandPalette = later(() => import('./palette/CommandPalette.vue'));
export const HostingFailed = later(() => import('./panel/HostingFailed.vue'));
export const HostingPanel = later(() => import('./panel/HostingPanel.vue'));
export const PeoplePanel = later(() => import('./panel/PeoplePanel.vue'));
export const PinsPanel = later(() => import('./panel/PinsPanel.vue'));
export const PlaceDialogs = later(() => import('./places/PlaceDialogs.vue'));
export const SeenDialog = later(() => import('./presence/SeenDialog.vue'));
export const StatusDialog = later(() => import('./presence/StatusDialog.vue'));
export const SettingsDialog = later(() => import('./settings/SettingsDialog.vue'));
export const ShortcutsDialog = later(() => import('./settings/ShortcutsDialog.vue'));

export const ConfirmDialog = laterDialog(() => import('./dialogs/ConfirmDialog.vue'));
export const NameDialog = laterDialog(() => import('./dialogs/NameDialog.vue'));
export const PasswordDialog = laterDialog(() => import('./dialogs/PasswordDialog.vue'));
export const RoomPasswordDialog = laterDialog(() => import('./dialogs/RoomPasswordDialog.vue'));
export const StopHostingDialog = laterDialog(() => import('./dialogs/StopHostingDialog.vue'));
export const RemoveHistoryDialog = laterDialog(() => import('./search/RemoveHistoryDialog.vue'));
