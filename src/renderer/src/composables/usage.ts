/** How a command is written, for people. */
import { useWords } from '../i18n/use';
import { commandsWithWords, type CommandName } from '../logic/commands';

/** `/join room` */
export function useUsage(): (name: CommandName) => string {
  const { t } = useWords();
  return (name) => {
    const wordy = commandsWithWords.find((one) => one === name);
    return wordy ? `/${name} ${t(`commands.words.${wordy}`)}` : `/${name}`;
  };
}
