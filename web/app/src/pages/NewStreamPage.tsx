import { defaultEnvironment, StreamsError, type NewGoal } from '@streams/client';
import { useRef, useState, type SubmitEvent, type ReactNode } from 'react';
import { api } from '../api.js';
import { Field, type ValidationErrors } from '../parts/Field.js';
import { Problem } from '../parts/Problem.js';
import { navigate } from '../router.js';
import { sentence } from '../useLoad.js';
import { useTitle } from '../useTitle.js';

const AGENTS = [
  ['opportunity_bot', 'Opportunity Bot', 'finds companies that meet the goal'],
  ['enrichment_agent', 'Enrichment Agent', 'completes their data'],
  ['scoring_agent', 'Scoring Agent', 'scores them'],
] as const;

/** The form that creates a goal. The server validates it, field by field. */
export function NewStreamPage(): ReactNode {
  useTitle('New goal · Streams');
  const [errors, setErrors] = useState<ValidationErrors>({});
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const [isSending, setIsSending] = useState(false);
  const sent = useRef<{ readonly goal: string; readonly key: string } | undefined>(undefined);
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    setIsSending(true);
    setFailure(undefined);
    setErrors({});
    try {
      const goal = goalOf(new FormData(form));
      // Submitting the same goal again reuses the key: if the first reply was lost, the server does not create a second stream.
      const text = JSON.stringify(goal);
      if (sent.current?.goal !== text) sent.current = { goal: text, key: defaultEnvironment().randomId() };
      const { stream } = await api.createGoal(goal, undefined, sent.current.key);
      navigate(`/streams/${stream.id}`);
    } catch (error) {
      setFailure(sentence(error));
      if (error instanceof StreamsError) setErrors(error.problem.errors ?? {});
      setIsSending(false);
    }
  };
  return (
    <form className="panel form" noValidate onSubmit={(event) => void submit(event)} aria-busy={isSending}>
      <h1>New goal</h1>
      {failure === undefined ? null : <Problem text={failure} />}
      <Field name="name" label="Name" errors={errors} of={['name']} required autoFocus placeholder="50 SaaS companies in the UK" />
      <Field name="description" label="Description" errors={errors} of={['description']} />
      <fieldset>
        <legend>Matching companies</legend>
        <Field name="industry" label="Industries" hint="Separate with commas; one match is enough" errors={errors} of={['goal_criteria.industry']} placeholder="SaaS, FinTech" />
        <Field name="location" label="Locations" hint="Separate with commas; one match is enough" errors={errors} of={['goal_criteria.location']} placeholder="United Kingdom" />
        <Field name="keywords" label="Keywords" hint="Separate with commas; one match is enough" errors={errors} of={['goal_criteria.keywords']} />
        <div className="pair">
          <Field name="employees_min" label="Employees from" errors={errors} of={['goal_criteria.employee_count']} inputMode="numeric" />
          <Field name="employees_max" label="Employees to" errors={errors} of={['goal_criteria.employee_count.max']} inputMode="numeric" />
        </div>
        <div className="pair">
          <Field name="founded_min" label="Founded from" errors={errors} of={['goal_criteria.founded']} inputMode="numeric" />
          <Field name="founded_max" label="Founded to" errors={errors} of={['goal_criteria.founded.max']} inputMode="numeric" />
        </div>
      </fieldset>
      <fieldset>
        <legend>Target</legend>
        <div className="pair">
          <Field name="companies_to_find" label="Companies to find" errors={errors} of={['target_metrics.companies_to_find']} inputMode="numeric" defaultValue="50" hint="Leave empty to find all" />
          <Field name="min_quality_score" label="Quality, 0 to 5" errors={errors} of={['target_metrics.min_quality_score']} inputMode="decimal" placeholder="4.0" />
        </div>
        <Field name="goal_deadline" label="Deadline" errors={errors} of={['goal_deadline']} type="datetime-local" />
      </fieldset>
      <fieldset>
        <legend>Agents</legend>
        {AGENTS.map(([type, name, purpose]) => (
          <label key={type} className="check">
            <input type="checkbox" name="agents" value={type} defaultChecked />
            <span>
              <strong>{name}</strong> {purpose}
            </span>
          </label>
        ))}
        <Field
          name="items_per_second"
          label="Companies per second"
          hint="Leave empty for full speed"
          errors={errors}
          of={['assigned_agents[0].config.items_per_second']}
          inputMode="decimal"
        />
      </fieldset>
      <div className="actions">
        <button type="submit" className="button" disabled={isSending}>
          {isSending ? 'Creating…' : 'Create goal'}
        </button>
      </div>
    </form>
  );
}

/** The form's content as a request. Input that is not a number is sent as text, so that the server refuses it with a message. */
function goalOf(form: FormData): NewGoal {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const list = (name: string): readonly string[] | undefined => {
    const terms = text(name).split(',').map((term) => term.trim()).filter((term) => term !== '');
    return terms.length === 0 ? undefined : terms;
  };
  const number = (name: string): number | undefined => {
    const value = text(name);
    return value === '' ? undefined : Number.isNaN(Number(value)) ? (value as unknown as number) : Number(value);
  };
  const range = (name: string): object | undefined => {
    const ends = defined({ min: number(`${name}_min`), max: number(`${name}_max`) });
    return Object.keys(ends).length === 0 ? undefined : ends;
  };
  const deadline = text('goal_deadline');
  const speed = number('items_per_second');
  return defined({
    name: text('name'),
    description: text('description') || undefined,
    goal_criteria: defined({
      industry: list('industry'),
      location: list('location'),
      keywords: list('keywords'),
      employee_count: range('employees'),
      founded: range('founded'),
    }),
    target_metrics: defined({ companies_to_find: number('companies_to_find') ?? null, min_quality_score: number('min_quality_score') }),
    goal_deadline: deadline === '' ? undefined : new Date(deadline).toISOString(),
    assigned_agents: AGENTS.filter(([type]) => form.getAll('agents').includes(type)).map(([type]) => ({ agent_type: type, ...(speed === undefined ? {} : { config: { items_per_second: speed } }) })),
  }) as unknown as NewGoal;
}

function defined(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}
