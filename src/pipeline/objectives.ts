/** What selection may weigh; time and error are always among them. */
export const objectives = ['time', 'error', 'energy'] as const;
export type Objective = (typeof objectives)[number];
