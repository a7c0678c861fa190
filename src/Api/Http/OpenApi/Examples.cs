namespace Streams.Api.Http.OpenApi;

/// <summary>Request bodies that work as they are; a test sends each of them.</summary>
internal static class Examples
{
    public const string Goal = """
        {
          "name": "50 SaaS companies in Berlin",
          "description": "For the spring campaign",
          "goal_criteria": {
            "industry": ["SaaS"],
            "location": ["Berlin"],
            "employee_count": { "min": 10, "max": 500 },
            "founded": { "min": 2010 },
            "keywords": ["analytics"]
          },
          "target_metrics": { "companies_to_find": 50, "min_quality_score": 4.0 },
          "goal_deadline": "2027-03-01T12:00:00Z",
          "assigned_agents": [
            { "agent_type": "opportunity_bot", "agent_name": "Scout", "config": { "items_per_second": 5 } },
            { "agent_type": "scoring_agent" }
          ]
        }
        """;

    public const string Patch = """
        { "name": "60 SaaS companies in Berlin", "target_metrics": { "companies_to_find": 60 }, "goal_deadline": null }
        """;

    public const string Agent = """
        { "agent_type": "enrichment_agent", "agent_name": "Librarian", "config": { "items_per_second": 10 } }
        """;

    public const string Progress = """
        { "report_id": "run-7-0042", "completed": 12, "total": 50, "quality_score": 4.2, "items_by_stage": { "discovered": 8, "scored": 4 } }
        """;

    public const string Activity = """
        {
          "agent_id": "crawler-1",
          "agent_name": "Crawler",
          "agent_type": "web_crawler",
          "activity_type": "progress",
          "message": "Read 40 pages of the trade register",
          "data": { "pages": 40 }
        }
        """;

    public const string Milestone = """
        { "type": "first_reply", "title": "First reply", "description": "A company has answered.", "data": { "company": "Acme" } }
        """;

    public const string Items = """
        {
          "agent_id": "crawler-1",
          "items": [
            { "key": "acme.example", "name": "Acme GmbH", "stage": "qualified", "quality_score": 4.5, "data": { "employees": 120 } },
            { "name": "Globex AG" }
          ]
        }
        """;

    public const string Heartbeat = """
        { "agent_id": "crawler-1" }
        """;

    public const string Reports = """
        {
          "reports": [
            {
              "kind": "activity", "report_id": "run-7-1", "agent_id": "crawler-1", "agent_name": "Crawler", "agent_type": "web_crawler",
              "activity_type": "started", "message": "Looking for companies"
            },
            { "kind": "items", "report_id": "run-7-2", "agent_id": "crawler-1", "items": [{ "key": "acme.example", "name": "Acme GmbH" }] },
            { "kind": "progress", "report_id": "run-7-3", "completed": 1, "total": 50 },
            { "kind": "advance", "report_id": "run-7-5", "agent_id": "crawler-1", "by": 1 },
            { "kind": "milestone", "report_id": "run-7-4", "type": "first_find", "title": "First company", "description": "It begins." }
          ]
        }
        """;
}
