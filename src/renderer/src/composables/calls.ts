/** What a component may ask for, and what becomes of a refusal. */
import type { ChatApi } from '../../../shared/ipc/chat-api';
import type { Outcome, Problem } from '../../../shared/ipc/outcome';
import { useWords } from '../i18n/use';
import { useApi } from '../bridge/key';
import { isSilent, problemSentence, retryAfter } from '../logic/problem';
import { useChatStore } from '../stores/chat';
import { useVoiceStore } from '../stores/voice';
import { useFormat } from './format';

/** The calls of ChatApi; subscriptions are the stores' business. */
export type Calls = Omit<ChatApi, 'getState' | `on${string}`>;

/** The sentence of a problem, in the person's language. */
export function useProblems(): { sentence: (problem: Problem) => string } {
  const { t, has } = useWords();
  const chat = useChatStore();
  const format = useFormat();
  return {
    sentence(problem) {
      const { key, params } = problemSentence(problem, chat.hub, t('hub.unnamed'));
      const wait = retryAfter(problem);
      const time = wait === null ? t('access.entry.aWhile') : format.span(wait);
      // A hub or an app of tomorrow may know problems that this UI has no words for.
      const said = has(key) ? t(key, { time, ...params }) : t('problems.internal');
      const reason = problem.params?.['reason'];
      return reason ? `${said} ${t('access.entry.reason', { reason })}` : said;
    },
  };
}

/** Calls, and `attempt`, which shows a refusal at the foot of the window and returns whether it worked. */
export function useCalls(): { calls: Calls; attempt: (outcome: Promise<Outcome<unknown>>) => Promise<boolean> } {
  const voice = useVoiceStore();
  const { sentence } = useProblems();
  return {
    calls: useApi(),
    async attempt(outcome) {
      const answer = await outcome;
      if (!answer.ok && !isSilent(answer.problem)) voice.show(sentence(answer.problem));
      return answer.ok;
    },
  };
}
