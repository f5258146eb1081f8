/** What the profiles showed: kept by hand, since no program can say it. */
export const findings = `## What the profiles showed

`;
